import { Link } from 'react-router';
import type { Person } from '../api.ts';

/** A person by name, and by number where two may have one name. */
export function PersonName({ person }: { person: Person }) {
  return (
    <span className="person" title={person.number}>
      {person.name}
    </span>
  );
}

/** The same, leading to the person's page. */
export function PersonLink({ person }: { person: Person }) {
  return (
    <Link className="person" title={person.number} to={`/employees/${person.id}`}>
      {person.name}
    </Link>
  );
}
export const names = (people: { name: string }[], separator: string) => people.map(({ name }) => name).join(separator);
