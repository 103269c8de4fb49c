import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import './ui/tokens.css'
import './ui/base.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { askAgainWhenBack } from './api/back.ts'
import { ApiError, isOffline } from './api/client.ts'
import { PreferencesProvider } from './app/preferences.tsx'
import { router } from './app/router.tsx'
import { ToastProvider } from './ui/toast.tsx'
import { TooltipProvider } from './ui/tooltip.tsx'

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      // A refusal stays one; what did not arrive, or may come later, is asked for again.
      retry: (failures, error) =>
        failures < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 502),
    },
  },
})

askAgainWhenBack(client)

createRoot(document.getElementById('root')!, {
  // That the server is away is said by the page in whose place it stands; anything else is a fault of the console.
  onCaughtError: error => {
    if (!isOffline(error)) console.error(error)
  },
}).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <PreferencesProvider>
        <TooltipProvider>
          <ToastProvider>
            <RouterProvider router={router} />
          </ToastProvider>
        </TooltipProvider>
      </PreferencesProvider>
    </QueryClientProvider>
  </StrictMode>,
)
