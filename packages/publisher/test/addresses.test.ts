import { describe, expect, it } from 'vitest'
import { assetAddress, isUploadAddress } from '../src/addresses.ts'

const GITHUB = 'https://api.github.com'
const TENANT = 'https://api.acme.ghe.com'
const SERVER = 'https://git.acme.example/api/v3'
const PATH = '/repos/octocat/hello/releases/7/assets'

describe('files and the token go to the address for uploads that GitHub documents', () => {
  it.each([
    [GITHUB, `https://uploads.github.com${PATH}`],
    [TENANT, `https://uploads.acme.ghe.com${PATH}`],
    [SERVER, `https://git.acme.example/api/uploads${PATH}`],
    [SERVER, `https://uploads.git.acme.example/api/uploads${PATH}`],
    ['https://git.acme.example:8443/api/v3', `https://git.acme.example:8443/api/uploads${PATH}`],
    ['http://127.0.0.1:8080', `http://127.0.0.1:8080${PATH}`],
    ['http://127.0.0.1:8080/api/v3', `http://127.0.0.1:9090/api/uploads${PATH}`],
    [GITHUB, 'https://uploads.github.com/repos/renamed/since-then/releases/7/assets'],
  ])('%s: %s', (api, address) => {
    expect(isUploadAddress(api, address, 7)).toBe(true)
  })
})

describe('they go nowhere else', () => {
  it.each([
    ['another host', GITHUB, `https://evil.example${PATH}`],
    ['another host of the same company', GITHUB, `https://gist.github.com${PATH}`],
    ['a host that begins as the right one', GITHUB, `https://uploads.github.com.evil.example${PATH}`],
    ['a host that ends as the right one', GITHUB, `https://eviluploads.github.com${PATH}`],
    ['the right host as user', GITHUB, `https://uploads.github.com@evil.example${PATH}`],
    ['the right host with a user', GITHUB, `https://user:x@uploads.github.com${PATH}`],
    ['the right host by http', GITHUB, `http://uploads.github.com${PATH}`],
    ['the right host on another port', GITHUB, `https://uploads.github.com:8443${PATH}`],
    ["another tenant's host", TENANT, `https://uploads.other.ghe.com${PATH}`],
    ["GitHub's, for a tenant", TENANT, `https://uploads.github.com${PATH}`],
    ["GitHub's, for an Enterprise Server", SERVER, `https://uploads.github.com${PATH}`],
    ['another port of an Enterprise Server', SERVER, `https://git.acme.example:8443/api/uploads${PATH}`],
    ['a neighbour of an Enterprise Server', SERVER, `https://uploads.acme.example/api/uploads${PATH}`],
    ['another name of this machine', 'http://127.0.0.1:8080', `http://localhost:8080${PATH}`],
    ['the network, from this machine', 'http://127.0.0.1:8080', `http://127.0.0.1.evil.example:8080${PATH}`],
    ['another release', GITHUB, 'https://uploads.github.com/repos/octocat/hello/releases/8/assets'],
    ['another path', GITHUB, 'https://uploads.github.com/steal'],
    ['a path that ends otherwise', GITHUB, `https://uploads.github.com${PATH}/../../../x`],
    ['a query', GITHUB, `https://uploads.github.com${PATH}?to=x`],
    ['a fragment', GITHUB, `https://uploads.github.com${PATH}#x`],
    ['a file', GITHUB, `file:///repos/octocat/hello/releases/7/assets`],
    ['no address', GITHUB, 'uploads'],
  ])('%s', (_, api, address) => {
    expect(isUploadAddress(api, address, 7)).toBe(false)
  })
})

it("an asset's bytes are requested from the API itself", () => {
  const repository = { owner: 'octocat', repo: 'hello' }
  expect(assetAddress({ api: SERVER, repository }, 7)).toBe(`${SERVER}/repos/octocat/hello/releases/assets/7`)
})
