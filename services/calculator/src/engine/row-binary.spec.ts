import { uint16Bytes, uuidBytes } from './row-binary';

describe('RowBinary', () => {
  it('writes the low byte of a number first', () => {
    expect([...uint16Bytes(0x0102)]).toEqual([0x02, 0x01]);
    expect([...uint16Bytes(65_535)]).toEqual([0xff, 0xff]);
  });

  it('refuses a number that has more than 16 bits', () => {
    expect(() => uint16Bytes(65_536)).toThrow('out of range');
    expect(() => uint16Bytes(-1)).toThrow('out of range');
  });

  it('writes a UUID as the two numbers that its halves are', () => {
    expect(uuidBytes('00112233-4455-6677-8899-aabbccddeeff').toString('hex')).toBe(
      '7766554433221100ffeeddccbbaa9988',
    );
  });
});
