import { Navigate } from '@tanstack/react-router'

/** `/login` for somebody who is signed in: on to the overview. */
export default function SignedIn() {
  return <Navigate to="/" replace />
}
