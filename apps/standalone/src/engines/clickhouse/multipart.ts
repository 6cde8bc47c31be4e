import { EngineError } from './engine-error';

/**
 * The text fields of a form (RFC 7578). Written out because a field here may be as long as the body: the parser behind Node's
 * `Response.formData()` stops at 1 MiB a field, and a list of 100,000 ids is longer.
 */
export function parseForm(body: Buffer, boundary: string): [string, string][] {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  // The first delimiter has no line break before it.
  const text = Buffer.concat([Buffer.from('\r\n'), body]);
  const fields: [string, string][] = [];
  let start = text.indexOf(delimiter);
  for (;;) {
    if (start < 0) throw malformed('it does not end');
    start += delimiter.length;
    if (text.toString('latin1', start, start + 2) === '--') return fields;
    const end = text.indexOf(delimiter, start);
    const headersEnd = text.indexOf('\r\n\r\n', start);
    if (end < 0 || headersEnd < 0 || headersEnd > end) throw malformed('a part of it does not end');
    const name = /^content-disposition:.*?;\s*name="([^"]*)"/im.exec(
      text.toString('utf8', start, headersEnd),
    );
    if (name?.[1] === undefined) throw malformed('a part of it has no name');
    fields.push([name[1], text.toString('utf8', headersEnd + 4, end)]);
    start = end;
  }
}

function malformed(why: string): EngineError {
  return new EngineError(`Code: 6. DB::Exception: Cannot parse the form: ${why}. (CANNOT_PARSE_TEXT)`);
}
