"""Parquet: columns that DuckDB, Spark and others read. Needs pyarrow (the extra ``export``)."""
