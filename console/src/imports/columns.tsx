import { useState } from 'react';
import { type ImportPreview, type Mapping, type MappingInfo, api } from '../api.ts';
import { useText } from '../text.tsx';
import { Field } from '../ui/field.tsx';
import { ProblemNote } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';
import { type Row, mappingOf, rowsOf } from './mapping.ts';

const NAME = '[a-z0-9][a-z0-9\\-]{0,62}/[a-z0-9][a-z0-9\\-]{0,62}';

/** Which column of a file is what: changed, and saved as a mapping of the company's own, which the file is then read by. */
export function Columns({
  preview,
  used,
  mappings,
  onSaved,
}: {
  preview: ImportPreview;
  used: MappingInfo;
  mappings: MappingInfo[];
  onSaved: (name: string) => void;
}) {
  const { t } = useText();
  const [rows, setRows] = useState(() => rowsOf(preview));
  const [name, setName] = useState(used.version === null ? `company/${used.table.replaceAll('_', '-')}` : used.name);
  const there = mappings.find((one) => one.name === name);
  const save = useAct(
    (body: Mapping) => api.saveMapping(name, body, there?.version ?? null),
    [['mappings']],
    () => onSaved(name),
  );
  const read = (at: number, column: string) =>
    setRows(
      rows.map((row, other) => {
        if (other === at) return { ...row, column };
        // A field is told in one way only.
        return row.field === rows[at]?.field && column !== '' ? { ...row, column: '' } : row;
      }),
    );
  const unread = preview.columns.filter((column) => column !== '' && !rows.some((row) => row.column === column));
  return (
    <details className="stack">
      <summary>{t('mappings.edit')}</summary>
      <form
        className="stack"
        aria-label={t('mappings.edit')}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(mappingOf(preview, used.table, rows));
        }}
      >
        <p className="quiet">{t('mappings.editText')}</p>
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t('mappings.table')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('mappings.field')}</th>
                <th scope="col">{t('imports.column')}</th>
                <th scope="col">{t('mappings.example')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row, at) => (
                <tr key={row.key}>
                  <th scope="row">{row.name}</th>
                  <td>
                    <Column row={row} columns={preview.columns} onRead={(column) => read(at, column)} />
                  </td>
                  <td className="said">
                    <bdi>{exampleOf(preview, row)}</bdi>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <p className="quiet small" role="status">
          {unread.length === 0 ? '' : t('imports.unread', { columns: unread.join(t('separator')) })}
        </p>
        <Field label={t('mappings.name')} hint={t('mappings.nameHint')}>
          {(wired) => (
            <input
              {...wired}
              required
              pattern={NAME}
              maxLength={127}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <ProblemNote problem={save.error} />
        <div className="buttons">
          <button type="submit" className="btn primary" disabled={save.isPending}>
            {t(there === undefined || there.version === null ? 'mappings.save' : 'mappings.overwrite')}
          </button>
        </div>
      </form>
    </details>
  );
}

function Column({ row, columns, onRead }: { row: Row; columns: string[]; onRead: (column: string) => void }) {
  const { t } = useText();
  return (
    <select
      aria-label={t('mappings.columnOf', { field: row.name })}
      required={row.field === 'source_id'}
      value={row.column}
      onChange={(event) => onRead(event.target.value)}
    >
      <option value="">{row.made === null ? t('mappings.notRead') : t('mappings.made', { how: row.made })}</option>
      {[...new Set(row.column === '' ? columns : [row.column, ...columns])]
        .filter((column) => column !== '')
        .map((column) => (
          <option key={column} value={column}>
            {column}
          </option>
        ))}
    </select>
  );
}

function exampleOf({ columns, rows }: ImportPreview, { column }: Row): string {
  const at = column === '' ? -1 : columns.indexOf(column);
  return rows.map(({ cells }) => cells[at] ?? '').find((cell) => cell !== '') ?? '';
}
