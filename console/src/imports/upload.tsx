import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { type ImportPreview, api } from '../api.ts';
import { useText } from '../text.tsx';
import { Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Note, ProblemNote } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';
import { Columns } from './columns.tsx';

/** So much of a file shows what it holds; the rest need not travel for that. */
const PREVIEW_BYTES = 256 * 1024;
const isBook = (file: File) => /\.xlsx$/i.test(file.name);

/** A file is chosen, looked at, and sent: for a trial or in earnest. */
export function Upload() {
  const { t } = useText();
  const navigate = useNavigate();
  const [file, setFile] = useState<File | null>(null);
  const [mapping, setMapping] = useState('standard/customers');
  const [dryRun, setDryRun] = useState(true);
  const mappings = useQuery({ queryKey: ['mappings'], queryFn: api.mappings });
  const preview = useMutation({
    mutationFn: ({ of, by }: { of: File; by: string }) => {
      // A workbook is a zip: a part of it is nothing.
      const part = isBook(of) ? of : new File([of.slice(0, PREVIEW_BYTES)], of.name);
      return api.previewImport(part, by);
    },
  });
  const send = useAct(
    (of: File, key) => api.upload(of, { mapping, dryRun }, key),
    [['imports']],
    (id) => void navigate(`/imports/${id}`),
  );
  const used = mappings.data?.items.find(({ name }) => name === mapping);
  return (
    <section className="card" aria-label={t('imports.new')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (file !== null) send.mutate(file);
        }}
      >
        <h2>{t('imports.new')}</h2>
        <div className="pair">
          <Field label={t('imports.file')} hint={t('imports.fileHint')}>
            {(wired) => (
              <input
                {...wired}
                type="file"
                required
                accept=".csv,.xlsx,text/csv"
                onChange={(event) => {
                  setFile(event.target.files?.[0] ?? null);
                  preview.reset();
                }}
              />
            )}
          </Field>
          <Field label={t('imports.mapping')} hint={t('imports.mappingHint')}>
            {(wired) => (
              <select
                {...wired}
                value={mapping}
                onChange={(event) => {
                  setMapping(event.target.value);
                  preview.reset();
                }}
              >
                {(mappings.data?.items ?? []).map(({ name }) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
        <label className="choice">
          <input type="checkbox" checked={dryRun} onChange={(event) => setDryRun(event.target.checked)} />
          {t('imports.dryRunText')}
        </label>
        <ProblemNote problem={mappings.error ?? preview.error ?? send.error} />
        {preview.data ? <Seen preview={preview.data} /> : null}
        <div className="buttons">
          <button
            type="button"
            className="btn"
            disabled={file === null || preview.isPending}
            onClick={() => file !== null && preview.mutate({ of: file, by: mapping })}
          >
            {t('imports.preview')}
          </button>
          <button type="submit" className="btn primary" disabled={file === null || send.isPending}>
            <Icon name="upload" />
            {send.isPending ? t('sending') : t(dryRun ? 'imports.try' : 'imports.send')}
          </button>
        </div>
      </form>
      {preview.data && used && file !== null ? (
        <Columns
          key={`${mapping}:${preview.submittedAt}`}
          preview={preview.data}
          used={used}
          mappings={mappings.data?.items ?? []}
          onSaved={(name) => {
            setMapping(name);
            preview.mutate({ of: file, by: name });
          }}
        />
      ) : null}
    </section>
  );
}

function Seen({ preview }: { preview: ImportPreview }) {
  const { t, list } = useText();
  return (
    <div className="stack" role="status">
      {preview.problem === null ? null : <Note tone="bad">{preview.problem.sentence}</Note>}
      {preview.unread.length === 0 ? null : (
        <Note tone="warn">{t('imports.unread', { columns: list(preview.unread) })}</Note>
      )}
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('imports.firstRows')}>
        <table>
          <caption>{t('imports.firstRows')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('imports.line')}</th>
              {preview.columns.map((column, at) => (
                // Two columns of a file can have one name.
                <th key={at} scope="col">
                  <bdi>{column}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.slice(0, 5).map(({ line, cells }) => (
              <tr key={line}>
                <th scope="row">{line}</th>
                {cells.map((cell, at) => (
                  <td key={at}>
                    <bdi>{cell}</bdi>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
