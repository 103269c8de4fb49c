import { isObject, type Json, type JsonObject, numberOf } from './json.ts'
import type { Usage } from './records.ts'

/** What an answer says about itself, in a body or over the events of a stream. */
export class AnswerFacts {
  /** As the answer has it, which may be anything. */
  model: Json | undefined
  usage: Usage = {}
  /** The upstream said in the middle of a stream that it failed. */
  hasFailed = false

  note(value: JsonObject): void {
    const body = isObject(value.response) ? value.response : value
    this.model = body.model ?? this.model
    if (isObject(body.usage)) this.usage = usageOf(body.usage)
  }
}

/** Token counts, by the names of chat completions whatever the endpoint calls them. */
export function usageOf(usage: { readonly [name: string]: Json | undefined }): Usage {
  const prompt = numberOf(usage.prompt_tokens ?? usage.input_tokens)
  const completion = numberOf(usage.completion_tokens ?? usage.output_tokens)
  const total = numberOf(usage.total_tokens)
  return {
    ...(prompt === undefined ? {} : { prompt_tokens: prompt }),
    ...(completion === undefined ? {} : { completion_tokens: completion }),
    ...(total === undefined ? {} : { total_tokens: total }),
  }
}

/** Enough for the object `usage` and what stands behind it. */
const TAIL = 2_048
const USAGE = /"usage"\s*:\s*(\{[^{}]*\})/

/** Finds the usage of a body that is passed on without being kept: it stands near its end. */
export class UsageTail {
  #tail = ''

  add(chunk: Buffer): void {
    this.#tail = (this.#tail + chunk.subarray(-TAIL).toString('latin1')).slice(-TAIL)
  }

  get usage(): Usage {
    const found = USAGE.exec(this.#tail)?.[1]
    if (found === undefined) return {}
    try {
      return usageOf(JSON.parse(found) as { [name: string]: Json })
    } catch {
      return {}
    }
  }
}
