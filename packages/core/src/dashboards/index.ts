export {
  type DashboardDocument,
  PANEL_KINDS,
  PANEL_UNITS,
  type Panel,
  type PanelKind,
  type PanelSource,
  type PanelUnit,
} from './document.ts'
export { DASHBOARD_TEMPLATES, type DashboardTemplate } from './templates.ts'
