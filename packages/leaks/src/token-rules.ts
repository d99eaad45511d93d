/** A token that its beginning alone shows, as its service made it for scanners. */
export interface TokenRule {
  readonly rule: string
  /** Without it there is no such token. */
  readonly anchor: RegExp
  readonly pattern: RegExp
  /** In words. */
  readonly what: string
}

/** `[rule, anchor, pattern, words]`, by the services' documentation and gitleaks' list of rules. */
export const TOKEN_RULES: readonly TokenRule[] = (
  [
    // A macaroon that names pypi.org or test.pypi.org (warehouse, docs/dev/development/token-scanning).
    [
      'pypi',
      /pypi-AgE/,
      /\bpypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZ)[\w-]{50,1000}/g,
      'a token of the Python Package Index',
    ],
    [
      'age-key',
      /AGE-SECRET-KEY-1/,
      /\bAGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}/g,
      'a private key of age',
    ],
    ['artifactory', /AKCp/, /\bAKCp[A-Za-z0-9]{69}\b/g, 'an API key of Artifactory'],
    ['atlassian', /ATATT3/, /\bATATT3[\w=-]{186}(?![\w-])/g, 'an API token of Atlassian'],
    ['aws-bedrock', /ABSK/, /\bABSK[A-Za-z0-9+/]{109,269}={0,2}/g, 'an API key of Amazon Bedrock'],
    [
      'azure-client-secret',
      /\dQ~/,
      /(?<![\w~.-])[\w~.]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])/g,
      'the secret of an application in Microsoft Entra',
    ],
    ['buildkite', /bkua_/, /\bbkua_[a-f0-9]{40}\b/g, 'a token of Buildkite'],
    ['digitalocean', /do[opr]_v1_/, /\bdo[opr]_v1_[a-f0-9]{64}\b/g, 'a token of DigitalOcean'],
    ['doppler', /dp\.pt\./, /\bdp\.pt\.[A-Za-z0-9]{43}\b/g, 'a token of Doppler'],
    ['dynatrace', /dt0c01\./, /\bdt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}\b/g, 'a token of Dynatrace'],
    ['easypost', /EZAK/, /\bEZAK[A-Za-z0-9]{54}\b/g, 'an API key of EasyPost'],
    [
      'fly-io',
      /f(?:o1|m2)_/,
      /\b(?:fo1_[\w-]{43}(?![\w-])|fm2_[A-Za-z0-9+/]{100,2000}={0,3})/g,
      'a token of Fly.io',
    ],
    // The preset has `glpat-` alone.
    [
      'gitlab-token',
      /gl(?:dt|rt|ptt|oas|soat|agent|cbt|ft|ffct|imt)-/,
      /\bgl(?:dt|rt|oas|soat|agent|ft|ffct|imt|ptt|cbt)-(?:t\d_|[A-Za-z0-9]{1,5}_)?[\w-]{20,300}(?![\w-])/g,
      'a token of GitLab',
    ],
    ['google-oauth', /GOCSPX-/, /\bGOCSPX-[\w-]{28}(?![\w-])/g, 'the secret of an OAuth client of Google'],
    ['heroku', /HRKU-AA/, /\bHRKU-AA[\w-]{58}(?![\w-])/g, 'an API key of Heroku'],
    [
      'hubspot',
      /pat-(?:na|eu)\d/,
      /\bpat-(?:na|eu)\d-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
      'a token of HubSpot',
    ],
    ['langsmith', /lsv2_/, /\blsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}\b/g, 'an API key of LangSmith'],
    ['mailchimp', /-us\d/, /\b[a-f0-9]{32}-us\d{1,2}\b/g, 'an API key of Mailchimp'],
    ['mapbox', /sk\.eyJ/, /\bsk\.eyJ[\w-]{40,200}\.[\w-]{22}(?![\w-])/g, 'a secret token of Mapbox'],
    ['maxmind', /_mmk/, /\b[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk\b/g, 'a licence key of MaxMind'],
    ['netlify', /nfp_/, /\bnfp_[A-Za-z0-9]{36}\b/g, 'a token of Netlify'],
    ['new-relic', /NRAK-/, /\bNRAK-[A-Z0-9]{27}\b/g, 'an API key of New Relic'],
    ['nuget', /oy2/, /\boy2[a-z0-9]{43}\b/g, 'an API key of NuGet'],
    ['openshift', /sha256~/, /\bsha256~[\w-]{43}(?![\w-])/g, 'a token of OpenShift'],
    ['perplexity', /pplx-/, /\bpplx-[A-Za-z0-9]{48}\b/g, 'an API key of Perplexity'],
    ['pinecone', /pcsk_/, /\bpcsk_[A-Za-z0-9]{5,8}_[A-Za-z0-9]{50,80}\b/g, 'an API key of Pinecone'],
    [
      'planetscale',
      /pscale_/,
      /\bpscale_(?:tkn|oauth|pw)_[\w=.-]{32,64}(?![\w-])/g,
      'a credential of PlanetScale',
    ],
    ['postman', /PMAK-/, /\bPMAK-[a-f0-9]{24}-[a-f0-9]{34}\b/g, 'an API key of Postman'],
    ['prefect', /pnu_/, /\bpnu_[A-Za-z0-9]{36}\b/g, 'an API key of Prefect'],
    ['pulumi', /pul-/, /\bpul-[a-f0-9]{40}\b/g, 'a token of Pulumi'],
    ['readme', /rdme_/, /\brdme_[a-z0-9]{70}\b/g, 'an API key of ReadMe'],
    ['replicate', /r8_/, /\br8_[A-Za-z0-9]{37}\b/g, 'a token of Replicate'],
    ['rubygems', /rubygems_/, /\brubygems_[a-f0-9]{48}\b/g, 'an API key of RubyGems'],
    ['sendinblue', /xkeysib-/, /\bxkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}\b/g, 'an API key of Brevo'],
    [
      'sentry',
      /sntry[su]_/,
      /\b(?:sntryu_[a-f0-9]{64}\b|sntrys_eyJ[A-Za-z0-9+/]{40,400}={0,2}_[A-Za-z0-9+/]{43})/g,
      'a token of Sentry',
    ],
    ['shippo', /shippo_/, /\bshippo_live_[a-fA-F0-9]{40}\b/g, 'a token of Shippo'],
    ['sonar', /sq[upa]_/, /\bsq[upa]_[a-f0-9]{40}\b/g, 'a token of SonarQube'],
    [
      'sourcegraph',
      /sgp_/,
      /\bsgp_(?:(?:[a-fA-F0-9]{16}|local)_)?[a-fA-F0-9]{40}\b/g,
      'a token of Sourcegraph',
    ],
    ['square', /sq0(?:atp|csp)-/, /\bsq0(?:atp-[\w-]{22}|csp-[\w-]{43})(?![\w-])/g, 'a credential of Square'],
    ['supabase', /sbp_/, /\bsbp_[a-f0-9]{40}\b/g, 'a token of Supabase'],
    [
      'terraform-cloud',
      /\.atlasv1\./,
      /\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,70}/g,
      'a token of Terraform Cloud',
    ],
    ['typeform', /tfp_/, /\btfp_[\w.=-]{59}(?![\w-])/g, 'a token of Typeform'],
    ['xai', /xai-/, /\bxai-[A-Za-z0-9]{80}\b/g, 'an API key of xAI'],
  ] as const
).map(([rule, anchor, pattern, what]) => ({ rule, anchor, pattern, what }))
