"""What a change would do: two plans compared, resource by resource."""
