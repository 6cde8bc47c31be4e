import { AssumeRoleProvider, type AssumeRoleProviderOptions } from 'minio/dist/main/AssumeRoleProvider.js';
import { signV4ByServiceName } from 'minio/dist/main/signing.js';

/**
 * AssumeRole, with temporary keys too: a store knows those by their session token only, which the client's own provider neither
 * sends nor signs.
 */
export class SessionProvider extends AssumeRoleProvider {
  constructor(private readonly own: AssumeRoleProviderOptions) {
    super(own);
  }

  override getRequestConfig(): ReturnType<AssumeRoleProvider['getRequestConfig']> {
    const config = super.getRequestConfig();
    const { accessKey, secretKey, region = '', sessionToken } = this.own;
    if (sessionToken === undefined) return config;
    const { authorization: _withoutToken, ...sent } = config.requestOptions.headers as Record<string, string>;
    const date = new Date();
    const headers = { ...sent, 'x-amz-date': isoBasic(date), 'x-amz-security-token': sessionToken };
    const { protocol, method, path } = config.requestOptions;
    const authorization = signV4ByServiceName(
      { protocol: protocol ?? '', method: method ?? '', path: path ?? '', headers },
      ...([accessKey, secretKey, region, date, sent['x-amz-content-sha256'] ?? '', 'sts'] as const),
    );
    return {
      ...config,
      requestOptions: { ...config.requestOptions, headers: { ...headers, authorization } },
    };
  }
}

/** A time as signatures of AWS have it: `20261129T053100Z`. */
function isoBasic(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d{3}/g, '');
}
