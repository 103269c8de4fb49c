import { useParams } from '@tanstack/react-router'
import { ApiError } from '../../api/client.ts'
import { Page } from '../../ui/page.tsx'
import { Empty, ErrorState, Loading } from '../../ui/states.tsx'
import { useDashboard } from './api.ts'
import { Board } from './board.tsx'
import styles from './dashboards.module.css'
import { readDocument } from './document.ts'

/** One dashboard, looked at or edited. */
export default function DashboardPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { data, error, isError, refetch } = useDashboard(id)
  if (data === undefined)
    return (
      <Page title="Dashboard">
        {!isError ? (
          <Loading what="Loading the dashboard" />
        ) : error instanceof ApiError && error.status === 404 ? (
          <Empty title="There is no such dashboard">
            It was deleted, or whoever made it has not shared it.
          </Empty>
        ) : (
          <ErrorState error={error} onRetry={() => void refetch()} />
        )}
      </Page>
    )
  const document = readDocument(data.document)
  if (!document.ok)
    return (
      <Page title={data.name}>
        <Empty title="This dashboard cannot be shown">
          <ul className={styles.problems}>
            {document.problems.slice(0, 20).map(problem => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </Empty>
      </Page>
    )
  return <Board key={id} dashboard={data} stored={document.value} />
}
