import { describe, expect, test } from 'vitest';
import en from '../../src/i18n/en/imports.json' with { type: 'json' };
import zh from '../../src/i18n/zh-CN/imports.json' with { type: 'json' };
import { END_CODES, FILE_CODES, ROW_CODES } from '../../src/imports/errors.ts';
import { neededColumns, parseMapping } from '../../src/imports/mapping.ts';
import { listManifests, listMappings, loadManifest, loadMapping } from '../../src/imports/mappings.ts';

const minimal = { table: 'products', sourceId: { from: 'Code' }, fields: { code: { from: 'Code' } } };

describe('mapping', () => {
  test('file, with only what is needed: gets the defaults', () => {
    expect(parseMapping('x', minimal)).toMatchObject({
      name: 'x',
      clean: ['trim', 'emptyToNull'],
      onDuplicate: 'refuse',
    });
  });

  const WRONG: [string, object][] = [
    ['an unknown key at the top', { ...minimal, tabel: 'x' }],
    ['an unknown key in a field', { ...minimal, fields: { code: { from: 'Code', trim: true } } }],
    ['an unknown transform', { ...minimal, fields: { code: { from: 'Code', transforms: ['trimm'] } } }],
    ['a table that is not for import', { ...minimal, table: 'audit_entries' }],
    ['a template without a column', { ...minimal, sourceId: { from: { template: 'x' } } }],
    [
      'a time zone that does not exist',
      {
        ...minimal,
        fields: { code: { from: 'Code', transforms: [{ timestamp: { formats: ['ISO'], timeZone: 'Mars/Base' } }] } },
      },
    ],
    ['a field that is no identifier', { ...minimal, fields: { 'code"': { from: 'Code' } } }],
  ];
  test.each(WRONG)('file, with %s: is refused', (_, json) => {
    expect(() => parseMapping('x', json)).toThrow(expect.objectContaining({ code: 'mappingInvalid' }));
  });

  test('needed columns, of sources, templates and conditions: are named once each', () => {
    const mapping = parseMapping('x', {
      ...minimal,
      fields: {
        code: { from: ['A', { template: '{B} {C}' }, { constant: 'x' }], when: { column: 'D', in: ['1'] } },
        name: { from: 'A' },
      },
    });
    expect(neededColumns(mapping)).toEqual(['Code', 'A', 'B', 'C', 'D']);
  });
});

describe('shipped mappings', () => {
  test('every file, of every manifest: is there and valid', () => {
    const names = listMappings().map((mapping) => mapping.name);
    expect(names).toHaveLength(10);
    for (const { dataset, files } of listManifests())
      for (const { mapping } of files) expect(loadMapping(mapping).name).toMatch(new RegExp(`^${dataset}/`));
    expect(
      listManifests()
        .flatMap((m) => m.files.map((f) => f.mapping))
        .toSorted(),
    ).toEqual(names.toSorted());
    expect(loadManifest('nothing')).toBeUndefined();
  });

  test('name, that nobody ships: is refused with what there is', () => {
    for (const name of ['chinook/x', '__proto__', 'constructor'])
      expect(() => loadMapping(name)).toThrow(expect.objectContaining({ code: 'mappingUnknown' }));
  });
});

test('sentences, for every code: stand in both languages', () => {
  const codes = [...ROW_CODES, ...FILE_CODES, ...END_CODES].toSorted();
  expect(Object.keys(en).toSorted()).toEqual(codes);
  expect(Object.keys(zh).toSorted()).toEqual(codes);
});
