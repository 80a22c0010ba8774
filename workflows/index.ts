export { accessReview } from './access-review.ts';
export { auditSealer } from './audit-sealer.ts';
export { handover } from './handover.ts';
export { handoverCheckIn } from './check-in.ts';
export { integrityCheck } from './integrity-check.ts';
export { tellAlerts } from './tell-alerts.ts';
