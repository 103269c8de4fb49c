import { useSearch } from '@tanstack/react-router'
import { useMay } from '../../api/session.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import { PageTabs } from '../../ui/tabs.tsx'
import { Keys } from './keys.tsx'
import { Store } from './store.tsx'
import { Tenants } from './tenants.tsx'
import { Trail } from './trail.tsx'
import { Users } from './users.tsx'

const TABS = [
  ['users', 'Users', Users],
  ['keys', 'API keys', Keys],
  ['tenants', 'Tenants', Tenants],
  ['store', 'Store and index', Store],
  ['trail', 'Who did what', Trail],
] as const

/** Who may do what here, what the instance is made of, and what was done in it. */
export default function Admin() {
  const { tab } = useSearch({ from: '/admin' })
  const may = useMay('admin')
  const [current, , Part] = TABS.find(([name]) => name === tab) ?? TABS[0]
  if (!may)
    return (
      <Page title="Admin">
        <Empty title="For admins">
          Your role does not administer this tenant. Ask somebody whose role is admin.
        </Empty>
      </Page>
    )
  return (
    <Page title="Admin">
      <PageTabs
        label="Parts of administration"
        param="tab"
        tabs={TABS.map(([value, text]) => [value, text])}
        current={current}
      />
      <Part />
    </Page>
  )
}
