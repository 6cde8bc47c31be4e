import { isNativeError } from 'node:util/types';

/** Codes of Node.js and OpenSSL that say: the certificate that the other side shows is not to be trusted. */
const CERTIFICATE_CODES =
  /^(CERT_|CRL_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|UNABLE_TO_(GET_ISSUER_CERT|VERIFY_LEAF_SIGNATURE)|ERR_TLS_CERT_ALTNAME_INVALID$|HOSTNAME_MISMATCH$|INVALID_(CA|PURPOSE)$|PATH_LENGTH_EXCEEDED$)/;

/**
 * Why a client does not trust the certificate of a server, when that is what an error or its cause says. A certificate that expires
 * ends what ran for months, so that this is a dependency that is down, and not a fault of what is in hand.
 */
export function distrust(error: unknown): string | undefined {
  if (!isNativeError(error)) return undefined;
  if ('code' in error && typeof error.code === 'string' && CERTIFICATE_CODES.test(error.code)) {
    return `its certificate is not trusted (${error.code}: ${error.message})`;
  }
  return distrust(error.cause);
}
