from partners.models.partnerships import Partnership, PartnershipStep

__all__ = ["Partnership", "PartnershipStep"]
