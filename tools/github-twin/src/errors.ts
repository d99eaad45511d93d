/** An error answer of GitHub; handlers throw it. */
export class ApiError extends Error {
  readonly status: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(`answer ${status}`)
    this.status = status
    this.body = body
    this.headers = headers
  }
}

const DOCS = 'https://docs.github.com/rest'

/** One entry of a `Validation Failed` answer. */
export interface FieldError {
  readonly resource: 'Release' | 'ReleaseAsset' | 'IssueComment'
  readonly code: 'already_exists' | 'custom' | 'invalid' | 'missing_field'
  readonly field?: string
  readonly message?: string
}

/** Any error with a bare message: `{"message": …, "documentation_url": …, "status": "404"}`. */
export function plain(
  status: number,
  message: string,
  page = '',
  headers?: Readonly<Record<string, string>>,
): ApiError {
  return new ApiError(
    status,
    { message, documentation_url: `${DOCS}${page}`, status: String(status) },
    headers,
  )
}

export function notFound(page?: string): ApiError {
  return plain(404, 'Not Found', page)
}

export function validationFailed(page: string, ...errors: readonly FieldError[]): ApiError {
  return new ApiError(422, {
    message: 'Validation Failed',
    errors,
    documentation_url: `${DOCS}${page}`,
    status: '422',
  })
}

/** GitHub's answer to a body that does not fit its own schema. */
export function invalidRequest(page: string, detail: string): ApiError {
  return plain(422, `Invalid request.\n\n${detail}`, page)
}

export const PAGES = {
  create: '/releases/releases#create-a-release',
  update: '/releases/releases#update-a-release',
  release: '/releases/releases#get-a-release',
  remove: '/releases/releases#delete-a-release',
  upload: '/releases/assets#upload-a-release-asset',
  asset: '/releases/assets#get-a-release-asset',
  updateAsset: '/releases/assets#update-a-release-asset',
  removeAsset: '/releases/assets#delete-a-release-asset',
  notes: '/releases/releases#generate-release-notes-content-for-a-release',
  createAttestation: '/repos/attestations#create-an-attestation',
  listAttestations: '/repos/attestations#list-attestations',
  pull: '/pulls/pulls#get-a-pull-request',
  comments: '/issues/comments#list-issue-comments',
  createComment: '/issues/comments#create-an-issue-comment',
  updateComment: '/issues/comments#update-an-issue-comment',
  deleteComment: '/issues/comments#delete-an-issue-comment',
  getRef: '/git/refs#get-a-reference',
  createRef: '/git/refs#create-a-reference',
  updateRef: '/git/refs#update-a-reference',
  deleteRef: '/git/refs#delete-a-reference',
  limits: '/using-the-rest-api/rate-limits-for-the-rest-api',
} as const
