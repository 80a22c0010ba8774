import type { Person } from '../api.ts';

/** A person by name, and by number where two may have one name. */
export function PersonName({ person }: { person: Person }) {
  return (
    <span className="person" title={person.number}>
      {person.name}
    </span>
  );
}
export const names = (people: { name: string }[], separator: string) => people.map(({ name }) => name).join(separator);
