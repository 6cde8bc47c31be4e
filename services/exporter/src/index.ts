export { exporterService } from './service';
