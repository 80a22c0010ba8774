import type { Route } from '../route.ts';
import { accessReviewRoutes } from './access-reviews.ts';
import { accessRoutes } from './access.ts';
import { auditRoutes } from './audit.ts';
import { calendarRoutes } from './calendars.ts';
import { companyRoutes, demoRoutes } from './company.ts';
import { customerRoutes } from './customers.ts';
import { coverRoutes } from './cover.ts';
import { decisionRoutes } from './decisions.ts';
import { delegationRoutes } from './delegations.ts';
import { evidenceRoutes } from './evidence.ts';
import { departureRoutes } from './departures.ts';
import { employmentRoutes } from './employment.ts';
import { exportRoutes } from './exports.ts';
import { freezeRoutes } from './freezes.ts';
import { handoverRoutes } from './handovers.ts';
import { importRoutes } from './imports.ts';
import { introductionRoutes } from './introductions.ts';
import { trainingRoutes } from './training.ts';
import { integrityRoutes } from './integrity.ts';
import { linkRoutes } from './links.ts';
import { materialsRoutes } from './materials.ts';
import { furtherMeetingRoutes } from './further-meetings.ts';
import { meetingRoutes } from './meetings.ts';
import { permissionRoutes } from './permissions.ts';
import { peopleRoutes } from './people.ts';
import { planRoutes } from './plan.ts';
import { policyRoutes } from './policies.ts';
import { preparationRoutes } from './preparation.ts';
import { proposalRoutes } from './proposals.ts';
import { attachmentRoutes } from './attachments.ts';
import { recordRoutes } from './records.ts';
import { reportRoutes } from './reports.ts';
import { restoreRoutes } from './restore.ts';
import { reviewRoutes } from './reviews.ts';
import { riskRoutes } from './risks.ts';
import { serviceAccountRoutes } from './service-accounts.ts';
import { notificationRoutes } from './notifications.ts';
import { sessionRoutes } from './sessions.ts';
import { settingsRoutes } from './settings.ts';
import { signatureRoutes } from './signatures.ts';
import { templateRoutes } from './templates.ts';
import { verificationRoutes } from './verification.ts';
import { webhookRoutes } from './webhooks.ts';

/** The API: registration, validation, who may, and the OpenAPI document are all made from this table. */
export const ROUTES: readonly Route[] = [
  // Before /handovers/{handoverId}, which would take "export" for an id.
  ...exportRoutes,
  ...handoverRoutes,
  ...permissionRoutes,
  ...planRoutes,
  ...preparationRoutes,
  ...materialsRoutes,
  ...meetingRoutes,
  ...furtherMeetingRoutes,
  ...verificationRoutes,
  ...decisionRoutes,
  ...coverRoutes,
  ...riskRoutes,
  ...signatureRoutes,
  ...restoreRoutes,
  ...reviewRoutes,
  ...reportRoutes,
  ...introductionRoutes,
  ...templateRoutes,
  ...trainingRoutes,
  ...linkRoutes,
  ...importRoutes,
  // Before /customers/{id}, which would take "export" for an id.
  ...accessRoutes,
  ...customerRoutes,
  ...recordRoutes,
  ...attachmentRoutes,
  ...companyRoutes,
  ...auditRoutes,
  ...evidenceRoutes,
  ...accessReviewRoutes,
  ...integrityRoutes,
  ...freezeRoutes,
  ...sessionRoutes,
  ...notificationRoutes,
  ...proposalRoutes,
  ...departureRoutes,
  ...employmentRoutes,
  ...peopleRoutes,
  ...delegationRoutes,
  ...policyRoutes,
  ...calendarRoutes,
  ...webhookRoutes,
  ...serviceAccountRoutes,
  ...settingsRoutes,
  ...demoRoutes,
];
