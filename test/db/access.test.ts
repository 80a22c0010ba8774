import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { COMMANDS, type Command, MATRIX, tableOf } from './matrix.ts';
import { EVERYBODY, type Reach, type Who, asPerson, makeReach } from './reach.ts';

let database: TestDatabase;
let r: Reach;
beforeAll(async () => {
  database = await freshDatabase();
  r = await makeReach(database);
});
afterAll(() => database.drop());

const as = (who: Who, statement: RawBuilder<unknown>) => asPerson(database, r.people[who], statement);

/** The statement of a command on the rows of a line. */
async function statementOf(line: string, command: Command, me: string | null): Promise<RawBuilder<unknown>> {
  const { rows, insert, column, set: change } = MATRIX[line] ?? { rows: () => sql`true` };
  const table = sql.table(tableOf(line));
  switch (command) {
    case 'select':
      return sql`select 1 from ${table} where ${rows(r)}`;
    case 'insert':
      return insert?.(r, me) ?? sql`insert into ${table} select * from ${table} limit 0`;
    case 'update': {
      const same = sql.ref(column ?? (await firstColumn(tableOf(line))));
      return sql`update ${table} set ${change?.(me) ?? sql`${same} = ${same}`} where ${rows(r)}`;
    }
    case 'delete':
      return sql`delete from ${table} where ${rows(r)}`;
    default:
      throw new Error(`${String(command satisfies never)} is no command`);
  }
}
async function firstColumn(table: string): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    select attname as name from pg_attribute where attrelid = ${table}::regclass and attnum = 1`.execute(
    database.admin,
  );
  return rows[0]?.name ?? '';
}

describe('the API’s role', () => {
  test('the matrix, held against the schema: has a line for each table', async () => {
    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname not like 'kysely%'`.execute(
      database.admin,
    );
    expect([...new Set(Object.keys(MATRIX).map(tableOf))].sort()).toEqual(rows.map((row) => row.name).sort());
  });

  test.each(Object.entries(MATRIX))(
    '%s, asked for by everybody: does what the matrix allows and nothing else',
    async (line, { may }) => {
      const allowed: Record<string, Who[]> = {};
      for (const command of COMMANDS) {
        const can: Who[] = [];
        for (const who of EVERYBODY) {
          const result = await as(who, await statementOf(line, command, r.people[who]));
          if (result !== 'refused' && (result > 0 || command === 'insert')) can.push(who);
        }
        allowed[command] = can;
      }
      const wanted = Object.fromEntries(
        COMMANDS.map((command) => [command, EVERYBODY.filter((who) => may[command]?.includes(who))]),
      );
      expect(allowed).toEqual(wanted);
    },
  );
});
