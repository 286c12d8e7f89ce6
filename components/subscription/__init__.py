"""What exists once per subscription, which destroying one environment must not take from others."""

from components.subscription.args import SubscriptionArgs
from components.subscription.registrations import PROVIDERS
from components.subscription.watch import Subscription

__all__ = ["PROVIDERS", "Subscription", "SubscriptionArgs"]
