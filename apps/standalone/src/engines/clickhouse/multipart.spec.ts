import { parseForm } from './multipart';

const part = (name: string, value: string): string =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

describe('a form', () => {
  it('gives its fields, byte for byte', () => {
    const value = `['a\\'b','line\r\nbreak','--b inside','ü🎉']`;
    const body = Buffer.from(`${part('query', 'SELECT 1')}${part('param_a', value)}--b--\r\n`);
    expect(parseForm(body, 'b')).toEqual([
      ['query', 'SELECT 1'],
      ['param_a', value],
    ]);
  });

  it('may have fields of many megabytes', () => {
    const value = 'x'.repeat(5_000_000);
    expect(parseForm(Buffer.from(`${part('a', value)}--b--`), 'b')[0]?.[1]).toHaveLength(value.length);
  });

  it.each(['', '--b', part('a', '1'), `${part('a', '1')}--b\r\n\r\n`, '--b\r\nX: y\r\n\r\n1\r\n--b--'])(
    'that is broken is refused: %j',
    (text) => {
      expect(() => parseForm(Buffer.from(text), 'b')).toThrow('Cannot parse the form');
    },
  );
});
