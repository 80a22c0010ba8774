import type { Me } from './api.ts';
import { hasRole } from './me.tsx';
import type { Key } from './text.tsx';
import type { IconName } from './ui/icon.tsx';

/** Where one can go, for each reader what they may. */
export interface Place {
  to: string;
  icon: IconName;
  name: Key;
  /** goes there after `g` */
  key: string;
}

const DAILY: Place[] = [
  { to: '/work', icon: 'work', name: 'nav.work', key: 'w' },
  { to: '/handovers', icon: 'handovers', name: 'nav.handovers', key: 'h' },
  { to: '/customers', icon: 'customers', name: 'nav.customers', key: 'c' },
];
const LEADING: Place[] = [
  { to: '/overview', icon: 'overview', name: 'nav.overview', key: 'o' },
  { to: '/proposals', icon: 'proposals', name: 'nav.proposals', key: 'p' },
];
/** Each with the operation of the API that it cannot do without. */
const FURTHER: (Place & { may: string })[] = [
  { to: '/employees', icon: 'person', name: 'nav.people', key: 'e', may: 'listEmployees' },
  { to: '/delegations', icon: 'delegations', name: 'nav.delegations', key: 'v', may: 'listDelegations' },
  { to: '/departures', icon: 'departures', name: 'nav.departures', key: 'd', may: 'listDepartures' },
  { to: '/access-reviews', icon: 'access', name: 'nav.accessReviews', key: 'a', may: 'listAccessReviews' },
  { to: '/policies', icon: 'policies', name: 'nav.policies', key: 'r', may: 'listPolicies' },
  { to: '/templates', icon: 'mail', name: 'nav.templates', key: 't', may: 'listTemplates' },
  { to: '/imports', icon: 'upload', name: 'nav.imports', key: 'i', may: 'listImports' },
  { to: '/audit', icon: 'audit', name: 'nav.audit', key: 'l', may: 'listAudit' },
  { to: '/integrity', icon: 'check', name: 'nav.integrity', key: 'y', may: 'getIntegrity' },
  { to: '/webhooks', icon: 'link', name: 'nav.webhooks', key: 'b', may: 'listWebhooks' },
  { to: '/settings', icon: 'settings', name: 'nav.settings', key: 's', may: 'getMyNotificationPreferences' },
];

/** Beside the reader's name on every page. */
export const NOTIFICATIONS: Place = { to: '/notifications', icon: 'bell', name: 'nav.notifications', key: 'm' };

/** What people come for day by day. */
export const dailyPlaces = (me: Me): Place[] => [
  ...DAILY,
  ...(hasRole(me, 'hr', 'manager', 'auditor', 'ops') ? LEADING : []),
];
export const furtherPlaces = (me: Me): Place[] => FURTHER.filter(({ may }) => me.permissions.includes(may));
/** Whether a page is one of those that a narrow page leads to by “More”, or lies below one. */
export const isUnderMore = (pathname: string): boolean =>
  ['/more', '/outbox', ...FURTHER.map(({ to }) => to)].some((to) => pathname === to || pathname.startsWith(`${to}/`));
