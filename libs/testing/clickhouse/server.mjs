// Runs the library of the npm package `chdb` as a ClickHouse server: `chdb_query_cmdline` takes the arguments of
// `clickhouse local`, and two statements make that listen. The last one keeps it busy, row by row, until a signal ends the process.
//
//   node server.mjs LIBRARY CONFIG_FILE DATA_FOLDER
import { DataType, load, open } from 'ffi-rs';

const [library, config, data] = process.argv.slice(2);
const statements = [
  'SYSTEM START LISTEN HTTP',
  'SYSTEM START LISTEN TCP',
  'SELECT sleepEachRow(2) FROM numbers(1000000000) SETTINGS max_block_size = 1 FORMAT Null',
];
const args = ['clickhouse', `--config-file=${config}`, `--path=${data}`, `--query=${statements.join('; ')}`];
open({ library: 'chdb', path: library });
load({
  library: 'chdb',
  funcName: 'chdb_query_cmdline',
  retType: DataType.External,
  paramsType: [DataType.I32, DataType.StringArray],
  paramsValue: [args.length, args],
});
// It comes back only when it could not start; its log says why.
process.exit(1);
