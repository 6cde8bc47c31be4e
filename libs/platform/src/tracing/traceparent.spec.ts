import { continueTrace, parseTraceparent } from './traceparent';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const header = `00-${traceId}-00f067aa0ba902b7-01`;

describe('parseTraceparent', () => {
  it('reads the parts', () => {
    expect(parseTraceparent(header)).toEqual({ traceId, parentId: '00f067aa0ba902b7', sampled: true });
  });

  it('reads a later version that has more parts', () => {
    expect(parseTraceparent(`01-${traceId}-00f067aa0ba902b7-00-more`)).toMatchObject({ sampled: false });
  });

  it.each([
    undefined,
    '',
    header.toUpperCase(),
    `${header}-more`,
    header.replace('00-', 'ff-'),
    header.replace(traceId, '0'.repeat(32)),
    header.replace('00f067aa0ba902b7', '0'.repeat(16)),
    header.slice(1),
  ])('takes %s for no trace', (text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });
});

describe('continueTrace', () => {
  it('keeps the trace and its sampling, with a step of its own', () => {
    const next = continueTrace(header.replace(/01$/, '00'));
    expect(parseTraceparent(next)).toMatchObject({ traceId, sampled: false });
    expect(next).not.toContain('00f067aa0ba902b7');
  });

  it('begins a new, sampled trace', () => {
    expect(parseTraceparent(continueTrace('broken'))?.sampled).toBe(true);
    expect(continueTrace()).not.toBe(continueTrace());
  });
});
