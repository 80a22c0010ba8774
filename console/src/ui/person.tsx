import { Link } from 'react-router';
import type { Person } from '../api.ts';
import { isolated } from '../text.tsx';

/** A person by name, and by number where two may have one name. */
export function PersonName({ person }: { person: Person }) {
  return (
    <bdi className="person" title={person.number}>
      {person.name}
    </bdi>
  );
}

/** The same, leading to the person's page. */
export function PersonLink({ person }: { person: Person }) {
  return (
    <Link className="person" title={person.number} to={`/employees/${person.id}`}>
      <bdi>{person.name}</bdi>
    </Link>
  );
}
export const names = (people: { name: string }[], separator: string) =>
  people.map(({ name }) => isolated(name)).join(separator);
