/** Sends a few requests, as a browser and a colleague would, and shows what came back. */
export async function play(url, requests) {
  let number = 0
  for (const [method, path, body] of requests) {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-user': 'ada', 'x-request-id': `req-${++number}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    console.log(`${method} ${path} → ${response.status} ${await response.text()}`)
  }
}
