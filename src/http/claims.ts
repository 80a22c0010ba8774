import type { JWTPayload } from 'jose';
import { type Role } from '../contract/roles.ts';
import type { Issuer } from '../issuers.ts';

/** How an employee is found. */
export type EmployeeKey =
  { id: string } | { number: string } | { email: string } | { identitySubject: string; verifiedEmail: string | null };

/** @returns null: the claims name nobody */
export function employeeKeyOf(claims: JWTPayload, { employee }: Pick<Issuer, 'employee'>): EmployeeKey | null {
  const verifiedEmail =
    claims.email_verified === true && typeof claims.email === 'string' ? claims.email.toLowerCase() : null;
  if (employee.match === 'subject') {
    if (claims.sub === undefined || claims.sub === '') return null;
    return {
      identitySubject: `${employee.prefix}${claims.sub}`,
      verifiedEmail: employee.verifiedEmail ? verifiedEmail : null,
    };
  }
  if (employee.match === 'number') {
    const number = claims[employee.claim];
    return typeof number === 'string' && number !== '' ? { number } : null;
  }
  const domain = verifiedEmail?.slice(verifiedEmail.lastIndexOf('@') + 1);
  return verifiedEmail !== null && domain !== undefined && employee.domains.includes(domain)
    ? { email: verifiedEmail }
    : null;
}

export interface RolesByIssuer {
  /** the roles that are the issuer's to give and to take */
  decides: Role[];
  held: Role[];
  issued: Date;
}

/** What a token says of roles; null: nothing, all stay as they are. */
export function rolesOf(claims: JWTPayload, { roles }: Pick<Issuer, 'roles'>): RolesByIssuer | null {
  if (roles === undefined || claims.iat === undefined) return null;
  const said = claims[roles.claim];
  if (said === undefined && roles.whenAbsent === 'keep') return null;
  const values = new Set(typeof said === 'string' ? [said] : Array.isArray(said) ? said : []);
  const map = Object.entries(roles.map);
  return {
    decides: [...new Set(map.map(([, role]) => role))],
    held: [...new Set(map.flatMap(([value, role]) => (values.has(value) ? [role] : [])))],
    issued: new Date(claims.iat * 1_000),
  };
}

/** How somebody logged in, as far as the issuer says it. */
export interface Authentication {
  /** claim auth_time */
  at: Date | null;
  acr: string | null;
  amr: string[];
}

export function authenticationOf(claims: JWTPayload): Authentication {
  const { auth_time: at, acr, amr } = claims;
  return {
    at: typeof at === 'number' && Number.isFinite(at) ? new Date(at * 1_000) : null,
    acr: typeof acr === 'string' ? acr : null,
    amr: Array.isArray(amr) ? amr.filter((one) => typeof one === 'string').slice(0, 20) : [],
  };
}
