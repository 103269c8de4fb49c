import { compilePolicy, type Policy } from './policy.ts'

/** The policy that is in force where none was applied (docs/policies.md). */
export const BUILT_IN_SOURCE = `# The policy that decides where none was applied. To change it:
#   tally policy show built-in > policy.yaml, rename and edit it, tally policy apply policy.yaml
name: built-in
description: What most organisations ask before a model is used. It knows nothing of yours, so it errs on the side of asking.
combine: noisy_or        # 1 - (1-a)(1-b)...: risks add up, and never beyond 1
deny_at: 0.7
on_error: deny
default:
  effect: allow
  risk: 0.05
  reason: nothing speaks against it
constants:
  # Models that may be used at all. Empty: every model.
  allowed_models: []
  operations:
    - chat
    - completion
    - embedding
    - classification
    - extraction
    - moderation
    - rerank
    - search
    - summarization
    - translation
    - code
    - image
    - audio
    - transcription
    - speech
    - agent
    - tool_call
    - fine_tune
    - train
    - evaluate
  training_operations: [train, fine_tune]
  # Practices that Article 5 of the EU AI Act (Regulation 2024/1689) prohibits.
  prohibited_uses:
    - social_scoring
    - subliminal_manipulation
    - exploitation_of_vulnerabilities
    - predictive_policing
    - untargeted_face_scraping
    - workplace_emotion_recognition
    - biometric_categorisation
    - realtime_remote_biometric_identification
  # Areas that its Annex III calls high-risk.
  high_risk_uses:
    - biometrics
    - emotion_recognition
    - critical_infrastructure
    - education
    - employment
    - credit_scoring
    - insurance_pricing
    - essential_services
    - emergency_dispatch
    - law_enforcement
    - migration
    - justice
    - elections
    - medical
rules:
  - id: model-not-allowed
    when: size(constants.allowed_models) > 0 && !(model in constants.allowed_models)
    effect: deny
    reason: this model is not one that may be used
  - id: prohibited-use
    when: has(metadata.use_case) && metadata.use_case in constants.prohibited_uses
    effect: deny
    reason: this use is prohibited
  - id: high-risk-unsupervised
    when: >-
      (has(metadata.use_case) && metadata.use_case in constants.high_risk_uses || has(metadata.high_risk) && metadata.high_risk != false)
      && !(has(metadata.human_review) && metadata.human_review == true)
    risk: 0.8
    reason: a high-risk use without human review
  - id: high-risk-supervised
    when: >-
      (has(metadata.use_case) && metadata.use_case in constants.high_risk_uses || has(metadata.high_risk) && metadata.high_risk != false)
      && has(metadata.human_review) && metadata.human_review == true
    risk: 0.4
    reason: a high-risk use, reviewed by people
  - id: automated-decision
    when: >-
      has(metadata.automated_decision) && metadata.automated_decision != false
      && !(has(metadata.human_review) && metadata.human_review == true)
    risk: 0.5
    reason: it decides about people without human review
  - id: training-on-customer-data
    when: >-
      operation in constants.training_operations
      && has(metadata.customer_data) && metadata.customer_data != false
      && !(has(metadata.consent) && metadata.consent == true)
    effect: deny
    reason: training on customer data without consent
  - id: special-category-data
    when: >-
      has(metadata.contains_special_category) && metadata.contains_special_category != false
      || has(metadata.contains_phi) && metadata.contains_phi != false
    risk: 0.5
    reason: health or other special categories of personal data
  - id: secrets
    when: has(metadata.contains_secrets) && metadata.contains_secrets != false
    risk: 0.8
    reason: it contains secrets
  - id: personal-data
    when: >-
      has(metadata.contains_pii) && metadata.contains_pii != false
      && !(has(metadata.pii_redacted) && metadata.pii_redacted == true)
    risk: 0.4
    reason: personal data that is not redacted
  - id: unknown-operation
    when: "!(operation in constants.operations)"
    risk: 0.3
    reason: an operation that the policy does not know
  - id: missing-purpose
    when: "!has(metadata.purpose) || metadata.purpose == null || metadata.purpose == \\"\\""
    risk: 0.2
    reason: no purpose is given
`

let compiled: Policy | undefined
/** Compiled when it is first asked for: most commands decide nothing, and it took a third of the time in which they load the engine. */
export function builtIn(): Policy {
  compiled ??= compilePolicy(BUILT_IN_SOURCE)
  return compiled
}
