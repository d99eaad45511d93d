export { type ScanAllowance, TOO_MUCH, takeSecret } from './allowance.ts'
export { type Scan, type ScanOptions, openScan, scanText } from './open-scan.ts'
