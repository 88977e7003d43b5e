import { App, Fn } from "cdktf";
import { ContainerImage, ScalewayStack, SecretValue, ServerlessContainer } from "cdktf-scaleway-containers";
import { DataScalewayIamApplication } from "cdktf-scaleway-containers/provider/data-scaleway-iam-application";
import { IamApiKey } from "cdktf-scaleway-containers/provider/iam-api-key";
import { IamApplication } from "cdktf-scaleway-containers/provider/iam-application";
import { IamPolicy } from "cdktf-scaleway-containers/provider/iam-policy";
import { ObjectBucket } from "cdktf-scaleway-containers/provider/object-bucket";
import { ObjectBucketPolicy } from "cdktf-scaleway-containers/provider/object-bucket-policy";

const app = new App();
const stack = new ScalewayStack(app, "shop", { region: "fr-par", tags: ["shop"] });

// #region bucket
const bucket = new ObjectBucket(stack, "uploads", {
  // All buckets of all users of Scaleway have different names.
  name: "shop-uploads-7f3a",
  versioning: { enabled: true },
  lifecycleRule: [
    {
      id: "previous-versions",
      enabled: true,
      abortIncompleteMultipartUploadDays: 7,
      noncurrentVersionExpiration: { noncurrentDays: 30 },
    },
  ],
  // Browsers upload files with URLs that the container signs.
  corsRule: [
    {
      allowedOrigins: ["https://www.example.com"],
      allowedMethods: ["GET", "PUT"],
      allowedHeaders: ["content-type"],
      maxAgeSeconds: 3600,
    },
  ],
  lifecycle: { preventDestroy: true },
});
// #endregion

// #region access
const application = new IamApplication(stack, "application", { name: "uploads" });
const policy = new IamPolicy(stack, "policy", {
  name: "uploads",
  applicationId: application.id,
  rule: [
    {
      projectIds: [bucket.projectId],
      permissionSetNames: ["ObjectStorageObjectsRead", "ObjectStorageObjectsWrite", "ObjectStorageObjectsDelete"],
    },
  ],
});
const key = new IamApiKey(stack, "key", {
  applicationId: application.id,
  // The project of the requests to Object Storage.
  defaultProjectId: bucket.projectId,
  expiresAt: "2035-01-01T00:00:00Z",
});

// The bucket rejects everybody else, also the keys of Terraform: allow those that plan and apply this stack.
const deployers = ["shop-plan", "shop-apply"].map((name) => new DataScalewayIamApplication(stack, name, { name }));
const bucketPolicy = new ObjectBucketPolicy(stack, "bucket-policy", {
  bucket: bucket.id,
  policy: Fn.jsonencode({
    Version: "2023-04-17",
    Statement: [
      {
        Sid: "container",
        Effect: "Allow",
        Principal: { SCW: `application_id:${application.id}` },
        Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        Resource: [`${bucket.name}/*`],
      },
      {
        Sid: "deployers",
        Effect: "Allow",
        Principal: { SCW: deployers.map(({ id }) => `application_id:${id}`) },
        Action: ["s3:*"],
        Resource: [bucket.name, `${bucket.name}/*`],
      },
    ],
  }),
});
// #endregion

// #region container
const api = new ServerlessContainer(stack, "order-api", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/shop/order-api:v1.4.0"),
  privacy: "public",
  httpOption: "redirected",
  environmentVariables: {
    BUCKET: bucket.name,
    // The SDKs of AWS read these names.
    AWS_ENDPOINT_URL_S3: bucket.apiEndpoint,
    AWS_REGION: bucket.region,
    AWS_ACCESS_KEY_ID: key.accessKey,
  },
  secretEnvironmentVariables: { AWS_SECRET_ACCESS_KEY: SecretValue.reference(key.secretKey) },
});
// The container starts after its key can use the bucket.
api.node.addDependency(policy, bucketPolicy);
// #endregion

app.synth();
