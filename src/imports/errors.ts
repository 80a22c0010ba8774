export type Params = Record<string, string | number>;

/** Why one row was refused; each has its sentences in src/i18n/<language>/imports.json. */
export const ROW_CODES = [
  'columnCount',
  'duplicate',
  'required',
  'nulCharacter',
  'notInteger',
  'notDecimal',
  'tooManyDecimals',
  'outOfRange',
  'tooLong',
  'notBoolean',
  'notDate',
  'notTimestamp',
  'notInMap',
  'lookupNotFound',
  'lookupAmbiguous',
  'check',
  'notUnique',
  'reference',
  'notStorable',
] as const;
export type RowCode = (typeof ROW_CODES)[number];

/** Why a whole file was refused, with nothing written. */
export const FILE_CODES = [
  'encoding',
  'emptyFile',
  'missingColumns',
  'repeatedColumns',
  'quoteNotClosed',
  'recordTooLarge',
  'csvSyntax',
  'notXlsx',
  'sheetUnknown',
  'xlsxTooLarge',
  'datasetName',
  'mappingUnknown',
  'mappingInvalid',
  'fieldUnknown',
] as const;
export type FileCode = (typeof FILE_CODES)[number];

/** Why an import in the background ended without the file being to blame. */
export const END_CODES = ['interrupted', 'notForYou', 'internal'] as const;

/** One refused row. The sentence is made for the reader from code and params. */
export interface RefusedRow {
  /** physical line of the file on which the row starts, from 1 */
  line: number;
  /** column of the file; null where the row as a whole is wrong or the value comes from the mapping */
  column: string | null;
  /** the cell as it stands in the file, cut at 200 characters */
  value: string | null;
  code: RowCode;
  params: Params;
}

/** The file, its mapping or the name of its data set cannot be worked with; the transaction is rolled back. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
  readonly code: FileCode;
  readonly params: Params;

  constructor(code: FileCode, params: Params = {}) {
    super(`${code} ${JSON.stringify(params)}`);
    this.code = code;
    this.params = params;
  }
}

/** A value cannot be taken: caught where the row is known and reported as its refusal. */
export class BadValue extends Error {
  override readonly name = 'BadValue';
  readonly code: RowCode;
  readonly params: Params;

  constructor(code: RowCode, params: Params = {}) {
    super(code);
    this.code = code;
    this.params = params;
  }
}

/** Somebody called the import off; nothing is written. */
export class ImportCancelled extends Error {
  override readonly name = 'ImportCancelled';
}
