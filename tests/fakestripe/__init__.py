"""A payment provider for tests: the parts of Stripe's API that Standfirst uses, as a process of its own.

    python -m tests.fakestripe --port 8111 --webhook http://127.0.0.1:8000/funding/webhooks/stripe --secret whsec_x

No money, no network, state in memory. `control` says what can be made to happen.
"""
