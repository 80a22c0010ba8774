import type { readDepartureStart } from '../db/reads/departures.ts';
import type { Deps } from './route.ts';

type DepartureStart = NonNullable<Awaited<ReturnType<typeof readDepartureStart>>>;

/** Starting what runs changes nothing: whatever came to nothing when it was written down begins here. @throws Refusal unavailable */
export const beginDeparture = ({ gateway }: Pick<Deps, 'gateway'>, d: DepartureStart) =>
  gateway.startDeparture({ departureId: d.id, employee: { id: d.employee_id, number: d.number }, lastDay: d.last_day });
