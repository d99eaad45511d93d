import path from 'node:path'
import { ROOT, drawPictures } from './pictures/draw.ts'

await drawPictures(path.join(ROOT, 'docs/pictures'))
process.stdout.write('wrote docs/pictures/demo.svg and sizes.svg\n')
