import { FAILURES, Refusal } from '../../contract/failures.ts';
import { SCIM_FAILURES, ScimError } from '../../domain/scim/error.ts';
import { type Locale, sentence } from '../../i18n/index.ts';
import { InvalidRequest, refusalOf } from '../problems.ts';
import { ERROR } from './names.ts';

/** What went wrong, in the form of RFC 7644, 3.12. */
export function errorOf(thrown: unknown, locale: Locale, correlationId: string): { status: number; body: object } {
  const error = asScim(thrown);
  if (error instanceof ScimError) {
    const { status, scimType } = SCIM_FAILURES[error.code];
    return told(status, scimType, sentence(locale, 'scim', error.code, error.params));
  }
  return told(
    FAILURES[error.type].status,
    undefined,
    sentence(locale, 'problems', error.type, { ...error.params, correlationId }),
  );
}

const told = (status: number, scimType: string | undefined, detail: string) => ({
  status,
  body: { schemas: [ERROR], ...(scimType && { scimType }), detail, status: String(status) },
});

function asScim(thrown: unknown): ScimError | Refusal {
  if (thrown instanceof ScimError) return thrown;
  if (thrown instanceof InvalidRequest) return new ScimError('bodySyntax');
  const refusal = refusalOf(thrown);
  if (refusal.type === 'malformed') return new ScimError('bodySyntax');
  if (refusal.type === 'payloadTooLarge') return new ScimError('payloadTooLarge');
  return refusal;
}
