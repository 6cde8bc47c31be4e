import { csvRows } from './csv-rows';
import { profileShape, tagShape } from './csv-shapes';
import { trimIds } from './trim-ids';

async function rows(text: string, shapeOf = profileShape) {
  async function* pieces() {
    // One character at a time: the header must be found however it arrives.
    for (const character of text) yield character;
  }
  const read = [];
  let delimiter: string | undefined;
  for await (const batch of csvRows(pieces(), (header) => {
    delimiter = header.delimiter;
    return shapeOf(header);
  }))
    read.push(...batch.map((row) => ('value' in row ? trimIds(row.value, () => undefined) : row.problem)));
  return { delimiter, rows: read };
}

const ada = { entityId: 'ada', accountIds: ['a;1', 'a2'], attributes: { city: 'Leeds, UK' } };

describe('what separates the cells of a CSV file', () => {
  it.each([
    ['comma', 'entity_id,account_ids,city\nada,"[""a;1"",""a2""]","Leeds, UK"\n'],
    ['semicolon', 'entity_id;account_ids;city\r\nada;"[""a;1"",""a2""]";Leeds, UK\r\n'],
    ['tab', '\uFEFF\n\nentity_id\taccount_ids\tcity\nada\t"[""a;1"",""a2""]"\tLeeds, UK'],
    ['pipe', '"entity_id"|"account_ids"|"city"\nada|"[""a;1"",""a2""]"|Leeds, UK\n'],
  ])('is a %s where the header says so', async (delimiter, text) => {
    expect(await rows(text)).toEqual({ delimiter, rows: [ada] });
  });

  it('is a comma where the header has one column', async () => {
    expect(await rows('entity_id\nada\n')).toEqual({
      delimiter: 'comma',
      rows: [{ entityId: 'ada', attributes: {} }],
    });
  });

  it('is not guessed from other columns', async () => {
    expect(await rows('city,entity_id\nLeeds;York;Bath;Hull,ada\n')).toMatchObject({ delimiter: 'comma' });
  });

  it('is named when a column is missing', async () => {
    await expect(rows('id;city\nada;Leeds\n')).rejects.toThrow(
      'the header lacks: entity_id; it has 2 columns with a semicolon between them: "id", "city"',
    );
    await expect(rows('user,tag,value,date\n', tagShape)).rejects.toThrow(
      'the header lacks one of: entity_id, account_id, device_id; it has 4 columns with a comma between them',
    );
  });

  it('may have spaces behind it in the header', async () => {
    expect(await rows('entity_id, account_ids ,\u00A0city\nada,a1; a2 ;,Oslo\n')).toMatchObject({
      rows: [{ entityId: 'ada', accountIds: ['a1', 'a2'], attributes: { city: 'Oslo' } }],
    });
  });

  it.each(['', '""'])('leaves a blank list of ids, %j, without ids', async (cell) => {
    expect(await rows(`entity_id,account_ids\nada,${cell}\n`)).toMatchObject({
      rows: [cell === '' ? { entityId: 'ada' } : { entityId: 'ada', accountIds: [] }],
    });
  });
});
