export { handover } from './handover.ts';
export { handoverCheckIn } from './check-in.ts';
