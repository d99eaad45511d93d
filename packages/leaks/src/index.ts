export { type Scan, type ScanOptions, openScan, scanText } from './open-scan.ts'
