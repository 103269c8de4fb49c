export {
  createSecurityLogger,
  type SecurityEvent,
  SecurityEventType,
  type SecurityLogger,
  SecuritySeverity,
} from './security.ts'
