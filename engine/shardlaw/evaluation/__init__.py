"""Checked policy and facts to records. The reference interpreter defines the meaning."""
