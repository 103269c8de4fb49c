import { fetchPage } from './pages.ts'

fetchPage(location.pathname)
