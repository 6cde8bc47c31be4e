const LINE = 110;

/** JSON in which whatever fits into a line stands in one, so that differences are short and can be read. */
export function readableJson(value: unknown): string {
  return `${format(value, '')}\n`;
}

function format(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  const line = JSON.stringify(value, undefined, 1).replace(/\n */g, ' ');
  if (typeof value !== 'object' || value === null || indent.length + line.length <= LINE) return line;
  if (Array.isArray(value)) {
    return `[\n${value.map((element) => inner + format(element, inner)).join(',\n')}\n${indent}]`;
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${inner}${JSON.stringify(name)}: ${format(member, inner)}`);
  return `{\n${members.join(',\n')}\n${indent}}`;
}
