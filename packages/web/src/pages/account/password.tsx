import { useState } from 'react'
import { api } from '../../api/client.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { TextField } from '../../ui/field.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { useSubmit } from '../../ui/use-submit.ts'
import styles from './account.module.css'

export function Password() {
  const toast = useToast()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const differs = again !== '' && again !== password
  const { submit, busy, error } = useSubmit(async () => {
    await api.put('/api/v1/account/password', { current, password })
    toast.done('Your password is changed; other browsers are signed out.')
    setCurrent('')
    setPassword('')
    setAgain('')
  })
  return (
    <Card title="Password">
      <form className={styles.form} onSubmit={submit}>
        <TextField
          label="Password now"
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={event => setCurrent(event.target.value)}
          required
        />
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          minLength={8}
          hint="8 characters or more"
          value={password}
          onChange={event => setPassword(event.target.value)}
          required
        />
        <TextField
          label="New password again"
          type="password"
          autoComplete="new-password"
          value={again}
          onChange={event => setAgain(event.target.value)}
          problem={differs ? 'It differs from the first' : undefined}
          required
        />
        {error !== undefined && <ErrorState error={error} />}
        <Button type="submit" busy={busy} disabled={differs || again === ''}>
          Change password
        </Button>
      </form>
    </Card>
  )
}
