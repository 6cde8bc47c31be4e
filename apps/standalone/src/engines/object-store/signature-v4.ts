import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface KeyPair {
  readonly accessKey: string;
  readonly secretKey: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** How far the clocks of client and server may differ, as on S3, in milliseconds. */
const MAX_SKEW_MS = 15 * 60_000;

/** What a request claims: who signed it, when, and which headers with it. */
interface Claim {
  /** `accessKey/20260101/region/s3/aws4_request` */
  readonly credential: string;
  readonly signedHeaders: string;
  readonly signature: string;
  /** `20260101T120000Z` */
  readonly date: string;
  readonly payloadHash: string;
  /** Seconds that a presigned URL lives; undefined for a request that was signed in its header. */
  readonly expires: number | undefined;
}

/**
 * Whether a request carries a valid AWS signature, version 4, in its header or, presigned, in its URL, that covers everything
 * that says what is to be done. s3rver takes every such signature for good; then whoever holds one presigned URL could make one
 * for any other file.
 */
export function isSigned(request: IncomingMessage, keys: KeyPair, now: Date): boolean {
  const { path, query } = partsOf(request);
  const claim = claimOf(request, query);
  if (!claim || !isTimely(claim, now) || !coversHeaders(claim, request)) return false;
  const [accessKey = '', ...scope] = claim.credential.split('/');
  if (accessKey !== keys.accessKey || scope.length !== 4) return false;
  const canonical = [
    request.method ?? 'GET',
    path,
    canonicalQuery(query),
    ...claim.signedHeaders.split(';').map((name) => `${name}:${headerOf(request, name)}`),
    '',
    claim.signedHeaders,
    claim.payloadHash,
  ].join('\n');
  const text = [ALGORITHM, claim.date, scope.join('/'), sha256(canonical)].join('\n');
  const key = scope.reduce<Buffer>(hmac, Buffer.from(`AWS4${keys.secretKey}`));
  const expected = hmac(key, text);
  if (!/^[0-9a-f]{64}$/.test(claim.signature)) return false;
  const given = Buffer.from(claim.signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Path and arguments; a further `?` belongs to the arguments, as for everybody who reads them after us. */
export function partsOf({ url = '/' }: IncomingMessage): { path: string; query: URLSearchParams } {
  const at = url.indexOf('?');
  if (at < 0) return { path: url, query: new URLSearchParams() };
  return { path: url.slice(0, at), query: new URLSearchParams(url.slice(at + 1)) };
}

/** As on S3: a header like `x-amz-copy-source` turns an upload into something else, so whoever signs must have wanted it. */
function coversHeaders({ signedHeaders }: Claim, { headers }: IncomingMessage): boolean {
  const signed = new Set(signedHeaders.split(';'));
  return (
    signed.has('host') && Object.keys(headers).every((name) => !name.startsWith('x-amz-') || signed.has(name))
  );
}

function claimOf(request: IncomingMessage, query: URLSearchParams): Claim | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const match =
      /^AWS4-HMAC-SHA256 Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]+)$/.exec(
        authorization,
      );
    const [, credential, signedHeaders, signature] = match ?? [];
    if (credential === undefined || signedHeaders === undefined || signature === undefined) return undefined;
    return {
      credential,
      signedHeaders,
      signature,
      date: headerOf(request, 'x-amz-date'),
      payloadHash: headerOf(request, 'x-amz-content-sha256'),
      expires: undefined,
    };
  }
  if (query.get('X-Amz-Algorithm') !== ALGORITHM) return undefined;
  return {
    credential: query.get('X-Amz-Credential') ?? '',
    signedHeaders: query.get('X-Amz-SignedHeaders') ?? '',
    signature: query.get('X-Amz-Signature') ?? '',
    date: query.get('X-Amz-Date') ?? '',
    payloadHash: query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
    expires: Number(query.get('X-Amz-Expires')),
  };
}

function isTimely({ date, expires }: Claim, now: Date): boolean {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date)?.slice(1).map(Number);
  const [year, month, day, hour, minute, second] = parts ?? [];
  if (year === undefined || month === undefined) return false;
  const age = now.getTime() - Date.UTC(year, month - 1, day, hour, minute, second);
  return age >= -MAX_SKEW_MS && age <= (expires === undefined ? MAX_SKEW_MS : expires * 1000);
}

/** All arguments but the signature itself, encoded anew and sorted. */
function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

/** RFC 3986: everything but letters, digits, `-`, `.`, `_` and `~`. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

function headerOf(request: IncomingMessage, name: string): string {
  const value = request.headers[name] ?? '';
  return (typeof value === 'string' ? value : value.join(',')).trim().replace(/ +/g, ' ');
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
