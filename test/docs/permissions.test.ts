import { format } from 'prettier';
import { expect, test } from 'vitest';
import { ROUTES } from '../../src/http/routes/index.ts';
import { scopeOf } from '../../src/http/scope.ts';
import { toldWhen, toldWho } from '../../src/http/who-told.ts';
import { COMMANDS, MATRIX } from '../db/matrix.ts';
import { EVERYBODY, KINDS_OF_PEOPLE } from '../db/reach.ts';

/** The matrix that test/db/access.test.ts holds the database to, cell by cell, as a page. */
function page(): string {
  const kinds = EVERYBODY.map((who) => `| ${who} | ${KINDS_OF_PEOPLE[who]} |`);
  const lines = Object.entries(MATRIX).map(([line, { may }]) => {
    const cells = COMMANDS.map((command) => {
      const who = may[command] ?? [];
      return who.length === EVERYBODY.length ? 'everybody' : who.length === 0 ? '–' : who.join(', ');
    });
    return `| ${line} | ${cells.join(' | ')} |`;
  });
  return [
    '# Who may do what',
    '',
    'What PostgreSQL lets the role of the API (`handover_api`) do for a person, whatever statement is sent: row-level security and rights on columns. The rules are in `src/db/migrations/*/access.ts` and `0004-access/`; this page is made from the table that the test of them is made from (`test/db/matrix.ts`), which tries every cell on a real database. To renew it: `npx vitest run test/docs/permissions.test.ts -u`.',
    '',
    'A command that is allowed may still be narrowed to columns: nobody changes through the API who holds a record, where a case stands, or what the log says. Sensitive fields (tax id, bank account and phone of a customer; identity number and phone of a contact) are read through functions only, which mask them for all but the owner, the line above, `edit` and `export` levels and HR, and log it where they do not.',
    '',
    '## The people',
    '',
    'Everybody stands in some relation to one customer and the handover of it.',
    '',
    '| Who | What they are |',
    '| --- | --- |',
    ...kinds,
    '',
    '## The matrix',
    '',
    `| Rows | ${COMMANDS.join(' | ')} |`,
    `| --- | ${COMMANDS.map(() => '---').join(' | ')} |`,
    ...lines,
    '',
  ].join('\n');
}

test('the page of permissions, held against the matrix: is what the matrix says', async () => {
  await expect(await format(page(), { parser: 'markdown' })).toMatchFileSnapshot('../../docs/permissions.md');
});

/** The table of routes, which test/http/authorization.test.ts holds the server to, cell by cell, as a page. */
function routesPage(): string {
  const lines = ROUTES.map((route) => {
    const { who, when, method, path } = route;
    const open =
      who.may === 'everybody' || (who.may === 'roles' && !who.roles.includes('service')) || who.may === 'actOnCase';
    const cells = [
      `\`${method.toUpperCase()} ${path}\``,
      toldWho(route, 'en'),
      when ? toldWhen(when, 'en') : '',
      open ? '–' : (scopeOf(route) ?? '–'),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '# Who may call what',
    '',
    'Made from the table of routes (`src/http/routes/`), row by row what the server asks before anything else; `test/http/authorization.test.ts` tries every route with every role and relation. Which rows somebody then sees is the database’s: [permissions.md](permissions.md). To renew both: `npx vitest run test/docs/permissions.test.ts -u`.',
    '',
    '| Route | For whom | When | Scope of a service account |',
    '| --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
}

test('the page of routes, held against the table: is what the table says', async () => {
  await expect(await format(routesPage(), { parser: 'markdown' })).toMatchFileSnapshot('../../docs/who-may-call.md');
});
