import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, Suspense, lazy, useEffect } from 'react';
import { Navigate, Outlet, Route, Routes } from 'react-router';
import { Tour } from './demo.tsx';
import { SignedIn, meQuery } from './me.tsx';
import { SignIn } from './pages/sign-in.tsx';
import { Work } from './pages/work.tsx';
import { session } from './session.ts';
import { Shell } from './shell.tsx';
import { NotForYou } from './ui/notes.tsx';
import { Only } from './ui/only.tsx';
import { Waiting } from './ui/waiting.tsx';

// The first page is what most come for; the others are loaded when they are opened.
const Handovers = lazy(async () => ({ default: (await import('./pages/handovers.tsx')).Handovers }));
const Case = lazy(async () => ({ default: (await import('./case/case.tsx')).Case }));
const Start = lazy(async () => ({ default: (await import('./start/start.tsx')).Start }));
const Customers = lazy(async () => ({ default: (await import('./pages/customers.tsx')).Customers }));
const CustomerPage = lazy(async () => ({ default: (await import('./pages/customer.tsx')).CustomerPage }));
const Overview = lazy(async () => ({ default: (await import('./pages/overview.tsx')).Overview }));
const Proposals = lazy(async () => ({ default: (await import('./pages/proposals.tsx')).Proposals }));
const Policies = lazy(async () => ({ default: (await import('./policies/policies.tsx')).Policies }));
const Templates = lazy(async () => ({ default: (await import('./templates/templates.tsx')).Templates }));
const More = lazy(async () => ({ default: (await import('./pages/more.tsx')).More }));
const AccessReviews = lazy(async () => ({ default: (await import('./pages/access-reviews.tsx')).AccessReviews }));
const AccessReviewPage = lazy(async () => ({ default: (await import('./pages/access-review.tsx')).AccessReviewPage }));
const Audit = lazy(async () => ({ default: (await import('./pages/audit.tsx')).Audit }));
const Departures = lazy(async () => ({ default: (await import('./pages/departures.tsx')).Departures }));
const DeparturePage = lazy(async () => ({ default: (await import('./pages/departure.tsx')).DeparturePage }));
const Imports = lazy(async () => ({ default: (await import('./imports/imports.tsx')).Imports }));
const Notifications = lazy(async () => ({ default: (await import('./pages/notifications.tsx')).Notifications }));
const Delegations = lazy(async () => ({ default: (await import('./delegations/delegations.tsx')).Delegations }));
const People = lazy(async () => ({ default: (await import('./people/people.tsx')).People }));
const EmployeePage = lazy(async () => ({ default: (await import('./people/employee.tsx')).EmployeePage }));
const Webhooks = lazy(async () => ({ default: (await import('./webhooks/webhooks.tsx')).Webhooks }));
const Integrity = lazy(async () => ({ default: (await import('./pages/integrity.tsx')).Integrity }));
const Settings = lazy(async () => ({ default: (await import('./pages/settings.tsx')).Settings }));
const Outbox = lazy(async () => ({ default: (await import('./pages/outbox.tsx')).Outbox }));

const only = (may: string, page: ReactNode) => <Only may={may}>{page}</Only>;

/** The addresses of the console; the server knows the first parts of them (src/http/console.ts). */
export function App() {
  const client = useQueryClient();
  useEffect(
    () =>
      session.onExpired(() => {
        // Asked anew, and refused: that leads to the sign-in and, afterwards, back to where the reader was. Once, since that is refused too.
        if (client.getQueryData(meQuery.queryKey) !== undefined) void client.resetQueries(meQuery);
      }),
    [client],
  );
  return (
    <>
      <Tour place="panel" />
      <Routes>
        <Route path="/sign-in" element={<SignIn />} />
        <Route
          element={
            <SignedIn>
              <Shell>
                <Suspense fallback={<Waiting lines={8} />}>
                  <Outlet />
                </Suspense>
              </Shell>
            </SignedIn>
          }
        >
          <Route index element={<Navigate to="/work" replace />} />
          <Route path="work" element={<Work />} />
          <Route path="overview" element={<Overview />} />
          <Route path="handovers" element={<Handovers />} />
          <Route path="handovers/new" element={<Start />} />
          <Route path="handovers/:handoverId/*" element={<Case />} />
          <Route path="customers" element={<Customers />} />
          <Route path="customers/:customerId" element={<CustomerPage />} />
          <Route path="proposals" element={<Proposals />} />
          <Route path="more" element={<More />} />
          <Route path="policies/*" element={only('listPolicies', <Policies />)} />
          <Route path="templates/*" element={only('listTemplates', <Templates />)} />
          <Route path="access-reviews" element={only('listAccessReviews', <AccessReviews />)} />
          <Route path="access-reviews/:reviewId" element={only('listAccessReviews', <AccessReviewPage />)} />
          <Route path="audit" element={only('listAudit', <Audit />)} />
          <Route path="departures" element={only('listDepartures', <Departures />)} />
          <Route path="departures/:departureId" element={only('listDepartures', <DeparturePage />)} />
          <Route path="imports/*" element={only('listImports', <Imports />)} />
          <Route path="notifications" element={only('listNotifications', <Notifications />)} />
          <Route path="delegations" element={only('listDelegations', <Delegations />)} />
          <Route path="employees" element={only('listEmployees', <People />)} />
          <Route path="employees/:employeeId" element={only('getEmployee', <EmployeePage />)} />
          <Route path="webhooks/*" element={only('listWebhooks', <Webhooks />)} />
          <Route path="integrity" element={only('getIntegrity', <Integrity />)} />
          <Route path="settings" element={only('getMyNotificationPreferences', <Settings />)} />
          <Route path="outbox" element={<Outbox />} />
          <Route path="*" element={<NotForYou />} />
        </Route>
      </Routes>
    </>
  );
}
