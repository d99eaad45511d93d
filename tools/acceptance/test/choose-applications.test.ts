import { expect, test } from 'vitest'
import { APPLICATIONS, chooseApplications } from '../src/applications.ts'

test('applications are chosen by their name, or by the folder of their project', () => {
  expect(chooseApplications([])).toEqual(APPLICATIONS)
  expect(chooseApplications(['httpie', 'mitmproxy', 'certbot']).map(({ name }) => name)).toEqual([
    'certbot',
    'traffic',
    'httpie',
  ])
  expect(() => chooseApplications(['httpie', 'mitm'])).toThrow(
    /no application is named mitm; there are .*traffic \(mitmproxy\)/,
  )
})
