export { exporterService } from './service';
export { memberFormats } from './export/file-format';
