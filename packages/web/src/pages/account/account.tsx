import { useSession } from '../../api/session.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Card, Grid } from '../../ui/card.tsx'
import { Page } from '../../ui/page.tsx'
import styles from './account.module.css'
import { Password } from './password.tsx'
import { SecondFactor } from './second-factor.tsx'
import { Sessions } from './sessions.tsx'

/** One's own sign-in: password, second factor, and where one is signed in. */
export default function Account() {
  const session = useSession()
  return (
    <Page title="Account and sign-in">
      <Grid>
        <Card title="You">
          <dl className={styles.facts}>
            <dt>User</dt>
            <dd>{session.name}</dd>
            <dt>Role</dt>
            <dd>{session.user?.role ?? '–'}</dd>
            <dt>Tenant</dt>
            <dd>{session.tenant}</dd>
            <dt>May</dt>
            <dd className={styles.badges}>
              {session.permissions.map(permission => (
                <Badge key={permission}>{permission}</Badge>
              ))}
            </dd>
          </dl>
        </Card>
        <Password />
        <SecondFactor />
        <Sessions />
      </Grid>
    </Page>
  )
}
